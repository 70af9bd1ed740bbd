import { TokenColors } from '../../lib/charts/token-colors.ts';
import { colourCount, colourToken } from './compare-view.svelte.ts';

/** What figures are drawn with beside the colours of runs. */
const grounds = ['--text', '--muted', '--faint', '--line', '--accent'];

/** The colours of tokens on white, whatever the theme: as CSS writes them. */
export function paperColours(): (token: string) => string {
  const probe = document.createElement('div');
  probe.className = 'on-paper';
  document.body.append(probe);
  const colors = new TokenColors(probe);
  // Read now, as an element that is in no document has no style.
  const known = new Map(
    [...Array.from({ length: colourCount }, (_, at) => colourToken(at)), ...grounds].map((token) => [
      token,
      colors.mix(token, 1),
    ]),
  );
  probe.remove();
  return (token) => known.get(token) ?? 'currentColor';
}
