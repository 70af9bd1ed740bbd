/**
 * Pixels of an image as a canvas takes them: grey of one channel, colour of three. Of other numbers of channels the first three are shown as colours, or the
 * first as grey.
 */
export function toRgba(pixels: Uint8Array, channels: number): Uint8ClampedArray<ArrayBuffer> {
  const count = Math.floor(pixels.length / channels);
  const rgba = new Uint8ClampedArray(4 * count).fill(255);
  for (let pixel = 0; pixel < count; pixel += 1)
    for (let colour = 0; colour < 3; colour += 1)
      rgba[4 * pixel + colour] = pixels[channels * pixel + (channels >= 3 ? colour : 0)] ?? 0;
  return rgba;
}
