import { formatShape, type Shape } from '../model/index.ts';

/** `1,234,567` */
export function formatCount(value: number): string {
  return value.toLocaleString('en-US', { maximumFractionDigits: 0 });
}

/** `1 epoch`, `1,200 epochs` */
export function formatNumberOf(count: number, thing: string): string {
  return `${formatCount(count)} ${thing}${count === 1 ? '' : 's'}`;
}

/** `40.6 M` */
export function formatLarge(value: number): string {
  const units = ['', ' k', ' M', ' G', ' T'];
  const at = value < 1000 ? 0 : Math.min(units.length - 1, Math.floor(Math.log10(value) / 3));
  return at === 0 ? String(value) : `${(value / 1000 ** at).toPrecision(3)}${units[at] ?? ''}`;
}

/** `1.20 GiB`, `640 MiB`, `3.06 KiB`, `80 B` */
export function formatBytes(bytes: number): string {
  const units = ['B', 'KiB', 'MiB', 'GiB'];
  const at = [1000, 1000 * 2 ** 10, 1000 * 2 ** 20].filter((limit) => bytes >= limit).length;
  return at === 0 ? `${String(bytes)} B` : `${(bytes / 1024 ** at).toPrecision(3)} ${units[at] ?? ''}`;
}

/** `97.42%` */
export function formatPercent(part: number): string {
  return `${(100 * part).toFixed(2)}%`;
}

/** `3:07`, `1:02:45` */
export function formatDuration(seconds: number): string {
  const whole = Math.max(0, Math.round(seconds));
  const pad = (value: number): string => String(value).padStart(2, '0');
  const hours = Math.floor(whole / 3600);
  const minutes = Math.floor(whole / 60) % 60;
  return hours > 0 ? `${String(hours)}:${pad(minutes)}:${pad(whole % 60)}` : `${String(minutes)}:${pad(whole % 60)}`;
}

/** `0.0421`, `1.2e-7`: four figures that matter. */
export function formatLoss(loss: number): string {
  if (loss !== 0 && Math.abs(loss) < 0.001) return loss.toExponential(1);
  return loss >= 1000 ? loss.toExponential(2) : loss.toFixed(4);
}

/** `2026-11-24 03:12`, local time. */
export function formatTime(time: number): string {
  const date = new Date(time);
  const pad = (value: number): string => String(value).padStart(2, '0');
  return `${String(date.getFullYear())}-${pad(date.getMonth() + 1)}-${pad(date.getDate())} ${pad(date.getHours())}:${pad(date.getMinutes())}`;
}

export function formatOutput(shape: Shape | undefined): string {
  return shape === undefined ? '?' : formatShape(shape);
}
