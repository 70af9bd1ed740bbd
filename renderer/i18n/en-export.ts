import { counted } from './counted.ts';

/** A trained model, taken elsewhere. */
export const exportEn = {
  open: 'Export',
  title: 'Export the trained model',
  weights: 'Weights',
  format: 'Form',
  formats: {
    keras: { name: 'Keras', text: 'One .keras file. Keras 3 loads it with load_model, and can train on.' },
    savedmodel: {
      name: 'TensorFlow SavedModel',
      text: 'A folder with a serving signature, for TensorFlow and TensorFlow Serving.',
    },
    onnx: { name: 'ONNX', text: 'One .onnx file, for ONNX Runtime in many languages and on many devices.' },
    tfjs: { name: 'TensorFlow.js', text: 'A folder that a web page loads with loadLayersModel.' },
    python: { name: 'Keras code', text: 'A folder with readable Python that builds the network, and its weights.' },
    safetensors: { name: 'Weights alone', text: 'One .safetensors file with every weight by name, for any language.' },
  },
  inputs:
    'It takes images with values from 0 to 1, which are bytes divided by 255, and gives the probability of each class.',
  choose: 'Choose a place…',
  steps: {
    load: 'Loading the weights',
    write: 'Writing the files',
    check: 'Trying what was written',
    done: 'Putting it in its place',
  },
  failed: 'The model was not exported',
  done: 'The model was exported',
  about: (files: number, shown: string, size: string, epoch: string) =>
    `${counted(files, shown, 'file', 'files')}, ${size}, weights of epoch ${epoch}`,
  copyPath: 'Copy path',
  tried: (runtime: string, images: string, difference: string) =>
    `Tried with ${runtime} on ${images}: its probabilities differ from the model’s by ${difference} at most.`,
  triedFar: 'That is more than rounding explains. Please report it.',
  images: {
    test: (shown: string) => `${shown} test images`,
    train: (shown: string) => `${shown} training images`,
    random: (shown: string) => `${shown} images of noise, since the dataset is gone`,
  },
  untried: (reader: string) =>
    `Not tried on this machine: ${reader} reads it, which is no part of Blockyard. Blockyard’s own tests load this form with ${reader}.`,
  again: 'Export another',
  close: 'Close',
};
