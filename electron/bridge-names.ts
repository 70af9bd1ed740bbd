import type { NoticeName, RequestName } from '../core/protocol/channels.ts';

/** Electron channels that carry every request and every notice; the name travels inside. */
export const requestChannel = 'blockyard:request';
export const noticeChannel = 'blockyard:notice';
/** By which the preload script, and not the page, tells where a file lies that was dropped. */
export const droppedChannel = 'blockyard:dropped';

/**
 * The contract's names without its schemas, so that the preload script stays small. The types make a missing or a superfluous name an error.
 */
const requestNames = {
  'app.info': true,
  'settings.get': true,
  'settings.set': true,
  'machine.calibration': true,
  'machine.measure': true,
  'datasets.list': true,
  'datasets.all': true,
  'datasets.get': true,
  'datasets.figures': true,
  'datasets.images': true,
  'datasets.imagesAt': true,
  'datasets.rename': true,
  'datasets.renameClasses': true,
  'datasets.remove': true,
  'datasets.recover': true,
  'datasets.openFolder': true,
  'augmentation.preview': true,
  'datasets.choose': true,
  'datasets.look': true,
  'datasets.preview': true,
  'datasets.import': true,
  'datasets.downloads': true,
  'datasets.download': true,
  'datasets.export': true,
  'datasets.jobs': true,
  'datasets.cancel': true,
  'models.evaluate': true,
  'models.predict': true,
  'models.predictFolder': true,
  'models.predictDropped': true,
  'transfer.look': true,
  'transfer.chooseFile': true,
  'models.inside': true,
  'models.weight': true,
  'models.maps': true,
  'models.gradCam': true,
  'models.export': true,
  'models.cancel': true,
  'runs.list': true,
  'runs.get': true,
  'runs.metrics': true,
  'runs.layers': true,
  'runs.start': true,
  'runs.pause': true,
  'runs.resume': true,
  'runs.stop': true,
  'runs.change': true,
  'runs.remove': true,
  'runs.recover': true,
  'runs.erase': true,
  'runs.openFolder': true,
  'runs.export': true,
  'runs.import': true,
  'runs.continue': true,
  'queue.state': true,
  'queue.set': true,
  'queue.add': true,
  'queue.move': true,
  'queue.remove': true,
  'queue.putBack': true,
  'architectures.list': true,
  'architectures.get': true,
  'architectures.open': true,
  'architectures.save': true,
  'architectures.rename': true,
  'architectures.remove': true,
  'architectures.recover': true,
  'architectures.erase': true,
  'architectures.versions': true,
  'architectures.version': true,
  'architectures.keep': true,
  'architectures.restore': true,
  'architectures.match': true,
  'blocks.list': true,
  'blocks.save': true,
  'blocks.remove': true,
  'sweeps.list': true,
  'sweeps.get': true,
  'sweeps.epochs': true,
  'sweeps.start': true,
  'sweeps.stop': true,
  'sweeps.remove': true,
  'sweeps.recover': true,
  'files.save': true,
} as const satisfies Record<RequestName, true>;

const noticeNames = {
  'run.changed': true,
  'sweep.changed': true,
  'run.metrics': true,
  'run.epoch': true,
  'run.log': true,
  'run.erased': true,
  'queue.changed': true,
  'architectures.changed': true,
  'blocks.changed': true,
  'datasets.changed': true,
  'datasets.job': true,
  'machine.calibration': true,
  'models.progress': true,
} as const satisfies Record<NoticeName, true>;

export function isRequestName(name: unknown): name is RequestName {
  return typeof name === 'string' && Object.prototype.hasOwnProperty.call(requestNames, name);
}

export function isNoticeName(name: unknown): name is NoticeName {
  return typeof name === 'string' && Object.prototype.hasOwnProperty.call(noticeNames, name);
}
