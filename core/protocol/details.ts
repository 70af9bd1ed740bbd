import { z } from 'zod';
import { refusalWordings, type RefusalReason } from './refusals.ts';
import { fillWording, type Facts } from './wording.ts';

/**
 * What exactly is wrong with something that was read, imported or fetched: the words that stand for `{detail}` in a problem's wording, and beside the
 * reason why a file was refused. As problems, they are codes with facts, so that each can be said in the person's language.
 */
export const detailWordings = {
  // Of files and folders.
  'no-such-file': 'there is no such file or folder',
  'not-permitted': 'you may not read it',
  'is-folder': 'it is a folder',
  'is-no-file': 'it is not a file',
  'is-there': 'it is there already',
  'not-allowed': 'its permissions do not allow it',
  'folder-in-the-way': 'a file is where a folder has to be, or a folder where a file has to be',
  'file-too-large': 'it takes no file of that size',
  'system-says': 'the system says {said}',
  'not-json': 'it is not JSON',
  'longer-than-networks': 'it is longer than any network needs',
  'manifest-field': '{field}: {said}',
  'hash-differs': 'its images or labels are not those that were imported',
  'has-bytes': 'it has {bytes} bytes, not {expected}',
  'ends-within-image': 'it ends within image {image}',
  'ends-after': 'it ends after {bytes} bytes',

  // Of packed files and archives.
  'not-unpackable': 'it cannot be unpacked (gzip)',
  'not-tar': 'it is not a whole tar archive',
  'leads-out': 'the path {member} in it leads out of it',
  'unpacks-to-more': 'it unpacks to more than {most} bytes',
  'member-is-link': '{member} in it is a link',
  'member-twice': 'it has two files {member}',
  'file-twice': 'there are two files {member}',
  'bytes-at-most': 'it has {bytes} bytes, and can have {most} at most',
  'more-than-its-bytes': 'it has more than its {bytes} bytes',
  'ends-before-its-bytes': 'it ends after {got} of its {bytes} bytes',

  // Of what a dataset is made from.
  'empty-or-classless': 'it is empty, or has pictures without classes',
  'none-of-them': '{first} is none of them',
  'two-datasets': 'it holds files of {one} and of {other}, and one is imported at a time',
  'two-archives': '{one} and {other} are two archives, and one is imported at a time',
  'no-pictures': 'it holds no pictures of their own size',
  'no-images': 'it holds no images',
  'no-training-images': 'it has no training images',
  'image-shape': 'its images are {shape}, larger than any that networks here take',
  'other-shape': 'its images are {shape}, those before {before}',
  'labels-for-images': 'it holds {labels} labels for {images} images',
  'label-beyond': 'label {at} is {label}, and the classes are 0 to {last}',
  'label-unnamed': 'a label is {label}, and there are names for {names} classes only',
  'names-for-classes': 'there are {names} names for its {classes} classes',
  'class-unnamed': 'a class has an empty name',
  'one-class': 'it has one class only',
  'one-class-left': 'all of its images are of one class, {class}',
  'too-many-classes': 'it has more than {most} classes',
  'none-became-image': 'none of its {files} files became a training image',
  'none-became-image-as': 'none of its {files} files became a training image ({such}: {reason})',
  'too-few-for-folds': '{images} training images are too few for {folds} folds',
  'none-to-validate': 'no class has two training images, so none is left to validate on',
  'channels-of-pictures': 'pictures have 1 or 3 channels, and its images {channels}',

  // Of IDX files.
  'idx-magic': 'it is not an IDX file (its first two bytes are not zero)',
  'idx-type': 'it holds values of type {type}, not unsigned bytes (0x08)',
  'idx-rank': 'it has {dimensions} dimensions, and labels have 1, images 3 or 4',
  'idx-rank-images': 'it has {dimensions} dimensions, and images have 3 or 4',
  'idx-rank-expected': 'it has {dimensions} dimensions, not {expected}',
  'idx-within-header': 'it ends after {bytes} bytes, within its header',
  'idx-short': 'it has {bytes} bytes where its header promises {promised}',
  'idx-long': 'it has more bytes than the {promised} that its header promises',
  'idx-shape': 'it holds images of {shape}, not {expected}',
  'idx-train-pair':
    'for the training part there are {images} files of images and {labels} of labels, and there must be one of each',
  'idx-test-pair':
    'for the test part there are {images} files of images and {labels} of labels, and there must be one of each',

  // Of CIFAR-10 and CIFAR-100.
  'cifar-none': 'it holds no file of CIFAR-10 or CIFAR-100',
  'cifar-missing': '{member} is missing',
  'cifar-record': 'it has {bytes} bytes, and every image takes {each}',
  'cifar-batch': 'it holds {images} images, and {other} {others}',
  'cifar-names': 'it names {names} classes, and there are {classes}',
  'cifar-no-coarse': 'the images of {title} have no coarse labels',
  'cifar-no-data': 'it has no array "data"',
  'cifar-rows': 'its images are an array of {shape}, not of rows of {expected}',
  'cifar-no-list': 'it has no list "{key}"',
  'cifar-no-texts': 'it has no list of texts "{key}"',
  'cifar-label': 'label {at} is not a class',
  'pickle-none': 'it is not a pickle of Python',
  'pickle-protocol': 'it is a pickle of protocol {protocol}, not 2',
  'pickle-no-dictionary': 'it is not a dictionary of Python',
  'pickle-many': 'it holds more values than a file of CIFAR has',
  'pickle-left-over': 'it ends with values left over',
  'pickle-goes-on': 'it goes on after its end',
  'pickle-operation': 'at byte {at} it has the operation {operation}, which no file of CIFAR has',
  'pickle-cut': 'it ends after {bytes} bytes, within a value',
  'pickle-name': 'it has a name that does not end',
  'pickle-runs': 'it asks to run {function}, which no file of CIFAR does; nothing was run',
  'pickle-lacks': 'it uses a value that it does not have',
  'pickle-no-list': 'it adds to what is not a list',
  'pickle-no-map': 'it puts an entry into what is not a dictionary',
  'pickle-key': 'a key of a dictionary is not a text',
  'pickle-calls': 'it calls what is not a function',
  'pickle-array-kind': 'it holds an array of another kind than numpy.ndarray',
  'pickle-array-type': 'its array holds values of type {type}, not unsigned bytes (u1)',
  'pickle-array-values': 'its array holds something else than unsigned bytes',
  'pickle-array-order': "its array is in Fortran's order",
  'pickle-array-shapeless': 'its array has no shape',
  'pickle-array-length': 'its array of {shape} has {values} values',
  'pickle-changes': 'it changes what is not an array',
  'pickle-encodes': 'it encodes a text in an unknown way',
  'pickle-expands': 'it holds more bytes than it is long',
  'pickle-character': 'it has a character that is not a byte',

  // Of tables.
  'table-unnamed':
    'it has {tables} tables, and {table} is not named after a part (train, val, test); give the path of one',
  'table-no-row': 'no row of {table} has the name of a file that is there and a label',
  'table-says': 'the table cannot be read ({said})',
  'row-part': 'its part is {part}',

  // Of pictures.
  'link-leads-out': 'a link leads out of the folder',
  'picture-bytes': '{bytes} bytes',
  'picture-pixels': '{width}x{height} pixels',
  'picture-format': 'a {format} file',
  'picture-cmyk': 'CMYK colors',
  'picture-frame': 'the first frame is larger than the picture',
  'decoder-says': 'the decoder says: {said}',
  'reader-lost': 'it ended the thread that read it: {said}',

  // Of hosts.
  'host-unknown': 'its name is not known; is this machine connected?',
  'host-lookup': 'its name cannot be looked up; is this machine connected?',
  'host-refuses': 'it refuses the connection',
  'host-away': 'there is no way to it; is this machine connected?',
  'host-breaks': 'the connection broke',
  'host-ends': 'the connection ended before the file did',
  'host-silent': 'nothing has come for {seconds} s',
  'host-answers': 'it answers {status}',
  'host-redirects': 'it sends from address to address, more than {most} times',
  'host-scheme': 'it sends to {scheme}//, which is not followed',
  'host-sends-more': 'it sends more than the {bytes} bytes of the file',
  'host-sends-other': 'it sends another part of the file than was asked for',
  'host-size': 'it has a file of {total} bytes, and the published one has {bytes}',
  'network-says': 'the network says: {said}',

  // Of processes that train, measure and answer.
  'could-not-start': 'it could not be started: {said}',
  'ended-by-signal': 'signal {signal}',
  'ended-with-exit': 'exit code {exit}',
  'ended-with-named-exit': 'exit code {exit} ({signal})',
  'took-too-long': 'it took too long',
  'was-ended': 'it was ended',
  'answer-not-understood': 'its answer is not understood: {said}',

  // Of settings.
  'setting-least': 'it must be at least {least}',
  'setting-above': 'it must be more than {least}',
  'setting-most': 'it can be {most} at most',
  'setting-below': 'it must be less than {most}',
  'setting-empty': 'it is empty',
  'setting-too-short': 'it has to have at least {least} entries or letters',
  'setting-too-long': 'it can have {most} entries or letters at most',
  'setting-no-number': 'it is not a number',
  'setting-not-whole': 'it is not a whole number',
  'setting-no-text': 'it is not a text',
  'setting-no-switch': 'it is neither true nor false',
  'setting-none-of': 'it is none of {known}',
  'setting-unknown': 'it has settings that are not known: {unknown}',
  'setting-other': 'it is not what belongs there',
  'no-test-images': '{dataset} has no test images; validate on a part of the training images',
  'no-such-block': '{network} has no block with the id "{block}"',
  'all-frozen': 'every block with weights is frozen, so there is nothing to train',
  'trained-already': 'the run has trained {trained} epochs already',
  'sweep-runs': 'they make {runs} runs; the most is {most}',
  'sweep-trials': 'they make more than {most} trials',
  'sweep-values': 'it wants "values", or for random search a "range"',
  'sweep-range': 'a grid wants "values"; a range goes with random search',
  'sweep-seeds': 'seeds are repeated by "seeds" of the sweep',
  'no-such-field': 'the block "{block}" has no field "{field}"',
  'no-such-setting': 'there is no such setting',
  'too-many-tags': 'the run {run} would have {tags} tags, and {most} are the most',
} as const;

export type DetailCode = keyof typeof detailWordings;

/** The names between braces of a wording. */
type Places<Wording extends string> = Wording extends `${string}{${infer Place}}${infer Rest}`
  ? Place | Places<Rest>
  : never;
type FactsOf<Code extends DetailCode> = Places<(typeof detailWordings)[Code]>;

export interface Detail {
  readonly code: DetailCode;
  readonly facts: Facts;
}

/** A detail with all the facts that its wording has places for. */
export function because<Code extends DetailCode>(
  code: Code,
  ...facts: [FactsOf<Code>] extends [never] ? [] : [Readonly<Record<FactsOf<Code>, string | number>>]
): Detail {
  return { code, facts: facts[0] ?? {} };
}

/** As details are kept; a later version's code is one that this one does not know. What an earlier version kept is words. */
export const detailSchema = z.union([
  z.string(),
  z.object({ code: z.string(), facts: z.record(z.string(), z.union([z.string(), z.number()])) }),
]);
export type KeptDetail = z.infer<typeof detailSchema>;

/** What a language says details with. */
export interface DetailWords {
  readonly details: Readonly<Record<DetailCode, string>>;
  readonly refusals: Readonly<Record<RefusalReason, string>>;
}

export const detailWords: DetailWords = { details: detailWordings, refusals: refusalWordings };

export function describeDetail(detail: KeptDetail, words: DetailWords = detailWords): string {
  if (typeof detail === 'string') return detail;
  const { code, facts } = detail;
  const { reason } = facts;
  const said = isKey(reason, words.refusals) ? { ...facts, reason: words.refusals[reason] } : facts;
  return isKey(code, words.details) ? fillWording(words.details[code], said) : code;
}

/** Why a file was refused, and what exactly is wrong with it. */
export function describeRefusal({
  reason,
  detail,
}: {
  reason: RefusalReason;
  detail?: KeptDetail | undefined;
}): string {
  return `${refusalWordings[reason]}${detail === undefined ? '' : ` (${describeDetail(detail)})`}`;
}

/** The facts of a problem, with its detail in words. One that is words already, such as the system's, stays. */
export function spellDetail(facts: Facts, words: DetailWords = detailWords): Facts {
  const { detail } = facts;
  return isKey(detail, words.details) ? { ...facts, detail: describeDetail({ code: detail, facts }, words) } : facts;
}

function isKey<Key extends string>(value: unknown, table: Readonly<Record<Key, string>>): value is Key {
  return typeof value === 'string' && Object.keys(table).includes(value);
}
