import { Option, type Command } from 'commander';
import type { ImportRequest } from '../data/index.ts';
import { imageFits, validationUses, type ImageRule, type ValidationUse } from '../protocol/datasets.ts';
import { exportKinds, type ExportKind } from '../protocol/data-job.ts';
import { backendChoices } from '../protocol/run-spec.ts';
import { augmentation, imageSize, wholeNumber, word } from './arguments.ts';
import type { DataPreviewOptions } from './data-preview.ts';

interface JsonOption {
  readonly json?: true;
}

interface ImportOptions extends JsonOption {
  readonly name?: string;
  readonly classes?: string[];
  readonly labels?: NonNullable<ImportRequest['labels']>;
  readonly size?: ImageRule['size'];
  readonly channels?: '1' | '3';
  readonly fit?: ImageRule['fit'];
  readonly validation?: ValidationUse;
  readonly look?: true;
}

/** The command `data` and what is below it. @param command makes a command as the others are made */
export function addDataCommands(
  program: Command,
  command: (parent: Command, name: string, description: string) => Command,
): void {
  const isJson = (self: Command): boolean => self.optsWithGlobals<JsonOption>().json === true;
  const data = command(program, 'data', 'list the datasets: those that come with Blockyard, and your own')
    .addHelpText(
      'after',
      '\nExamples:\n  $ blockyard data\n  $ blockyard data import train-images-idx3-ubyte.gz train-labels-idx1-ubyte.gz --name "My digits"\n  $ blockyard data import fashion-mnist/\n  $ blockyard data download cifar-10\n  $ blockyard data import cifar-100-python.tar.gz --labels coarse\n  $ blockyard data import photos/ --size 64x64 --fit crop\n  $ blockyard train lenet5 --data fashion-mnist',
    )
    .action(async ({ json }: JsonOption) => {
      const { listData } = await import('./data.ts');
      listData(json === true);
    });
  command(data, 'list', 'the same').action(async (_: JsonOption, self: Command) => {
    const { listData } = await import('./data.ts');
    listData(isJson(self));
  });
  command(data, 'show', 'show one dataset: classes, counts, statistics, where it came from')
    .argument('<name>', 'name of the dataset')
    .action(async (name: string, _: JsonOption, self: Command) => {
      const { showData } = await import('./data.ts');
      await showData(name, isJson(self));
    });
  command(data, 'import', 'make files a dataset of the library')
    .argument(
      '<path...>',
      'a folder of pictures with a sub-folder for each class, or with a table (CSV) of files and labels; IDX files, gzipped or not; CIFAR-10 or CIFAR-100 as tar.gz or unpacked; or a folder with one of those',
    )
    .option('--name <text>', 'its name; by default that of the folder or file')
    .option(
      '--classes <names>',
      'names of the classes in the order of the labels, separated by commas',
      (text: string) => text.split(',').map((name) => name.trim()),
    )
    .addOption(
      new Option('--labels <kind>', 'which labels of CIFAR-100: fine (100), or coarse (20)').choices([
        'fine',
        'coarse',
      ]),
    )
    .option('--size <size>', 'of pictures: the height and width that they are brought to, such as 32x32', imageSize)
    .addOption(new Option('--channels <count>', 'of pictures: 1 (brightness) or 3 (color)').choices(['1', '3']))
    .addOption(
      new Option(
        '--fit <how>',
        'of pictures with other proportions: stretch, crop to the middle, or pad with black',
      ).choices(imageFits),
    )
    .addOption(
      new Option(
        '--validation <use>',
        'what validation pictures become; by default the test images where there are no others, else training images',
      ).choices(validationUses),
    )
    .option('--look', 'show what would be imported, and import nothing')
    .action(async (paths: string[], options: ImportOptions, self: Command) => {
      const { imageRuleFor, importData, lookAtData } = await import('./data.ts');
      const { name, classes, labels, size, channels, fit, validation, look } = options;
      if (look === true) {
        await lookAtData(paths, isJson(self));
        return;
      }
      const images = await imageRuleFor(paths, {
        ...(size === undefined ? {} : { size }),
        ...(channels === undefined ? {} : { channels: channels === '1' ? 1 : 3 }),
        ...(fit === undefined ? {} : { fit }),
      });
      await importData(paths, { title: name, classes, labels, images, validation }, isJson(self));
    });
  command(data, 'download', 'fetch a published dataset and make it one of the library; without a name, list them')
    .argument('[name]', 'fashion-mnist, cifar-10 or cifar-100')
    .addHelpText(
      'after',
      '\nA download that was stopped goes on where it ended. BLOCKYARD_MIRROR names a server to fetch from instead of the official ones.',
    )
    .action(async (name: string | undefined, _: JsonOption, self: Command) => {
      const { downloadData, listDownloadable } = await import('./download.ts');
      await (name === undefined ? listDownloadable(isJson(self)) : downloadData(name, isJson(self)));
    });
  command(data, 'remove', 'take a dataset out of the library; runs that trained on it are kept')
    .argument('<name>', 'name of the dataset')
    .action(async (name: string, _: JsonOption, self: Command) => {
      const { removeData } = await import('./data.ts');
      await removeData(name, isJson(self));
    });
  command(data, 'export', 'write a dataset into a new folder, as gzipped IDX files and classes.txt, or as pictures')
    .argument('<name>', 'name of the dataset')
    .argument('<folder>', 'the folder to make')
    .addOption(
      new Option('--as <kind>', 'idx, or images: PNG in a folder for each class').choices(exportKinds).default('idx'),
    )
    .action(async (name: string, folder: string, { as }: { readonly as: ExportKind }, self: Command) => {
      const { exportData } = await import('./data.ts');
      await exportData(name, folder, as, isJson(self));
    });
  command(data, 'preview', 'draw some training images beside eight variants that augmentation makes of each')
    .argument('<name>', 'name of the dataset')
    .requiredOption('--augment <list>', 'what training would do, such as flip,crop4,rotate15', augmentation)
    .requiredOption('--out <file>', 'the PNG picture to write')
    .option('--images <number>', 'how many images', wholeNumber({ min: 1, max: 16 }), 6)
    .option('--seed <number>', 'the seed of the training', wholeNumber({ min: 0, max: 0xffff_ffff }), 0)
    .option('--step <number>', 'the step of the training', wholeNumber({ min: 0, max: 0x7fff_ffff }), 0)
    .option('--backend <name>', backendChoices.join(', '), word(backendChoices), 'auto')
    .action(async (name: string, options: DataPreviewOptions, self: Command) => {
      const { previewData } = await import('./data-preview.ts');
      await previewData(name, options, isJson(self));
    });
}
