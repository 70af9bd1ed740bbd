/** An SVG document and its size in CSS pixels. */
export interface Picture {
  readonly svg: string;
  readonly width: number;
  readonly height: number;
}

/** Sides and area that every browser's canvas takes. */
const longestSide = 16_384;
const largestArea = 2 ** 27;

/** How often larger than itself a picture can be painted at most. */
export function largestScale({ width, height }: Pick<Picture, 'width' | 'height'>): number {
  return Math.min(longestSide / width, longestSide / height, Math.sqrt(largestArea / (width * height)));
}

/** Paints a picture `scale` times as large. Rejects where the page cannot draw it. */
export async function paintPng({ svg, width, height }: Picture, scale: number): Promise<Uint8Array<ArrayBuffer>> {
  const address = URL.createObjectURL(new Blob([svg], { type: 'image/svg+xml' }));
  try {
    const image = new Image();
    image.src = address;
    await image.decode();
    const canvas = document.createElement('canvas');
    canvas.width = Math.round(width * scale);
    canvas.height = Math.round(height * scale);
    const context = canvas.getContext('2d');
    if (context === null) throw new Error('There is no canvas to paint on');
    context.drawImage(image, 0, 0, canvas.width, canvas.height);
    const blob = await new Promise<Blob | null>((resolve) => {
      canvas.toBlob(resolve, 'image/png');
    });
    if (blob === null) throw new Error('The picture is too large to paint');
    return new Uint8Array(await blob.arrayBuffer());
  } finally {
    URL.revokeObjectURL(address);
  }
}
