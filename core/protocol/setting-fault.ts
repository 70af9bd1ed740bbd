import type { z } from 'zod';
import { because, type Detail } from './details.ts';
import { BlockyardError } from './problems.ts';

type Issue = z.core.$ZodIssue;

/**
 * The problem of settings that their schema refuses: the first that is wrong, and why.
 * @param whole what is named where the settings as a whole are no settings
 */
export function invalidSetting(error: z.ZodError, whole: string): BlockyardError {
  const [issue] = error.issues;
  const path = issue?.path.map(String).join('.') ?? '';
  return new BlockyardError('invalid-run-spec', {
    path: path === '' ? whole : path,
    detail: issue === undefined ? because('setting-other') : settingFault(issue),
  });
}

/** What is wrong with a value that a schema refuses; what a schema of ours says itself stays in its words. */
export function settingFault(issue: Issue): Detail | string {
  switch (issue.code) {
    case 'too_small':
      return tooSmall(issue);
    case 'too_big':
      return tooBig(issue);
    case 'invalid_type':
      return ofType(issue.expected);
    case 'invalid_value':
      return because('setting-none-of', { known: issue.values.map(String).join(', ') });
    case 'unrecognized_keys':
      return because('setting-unknown', { unknown: issue.keys.join(', ') });
    case 'invalid_format':
    case 'custom':
      return issue.message.replace(/\.$/u, '');
    case 'not_multiple_of':
    case 'invalid_union':
    case 'invalid_key':
    case 'invalid_element':
      return because('setting-other');
  }
}

const countables = ['string', 'array', 'set', 'map', 'file'];

function tooSmall({ origin, minimum, inclusive }: Extract<Issue, { code: 'too_small' }>): Detail {
  const least = Number(minimum);
  if (!countables.includes(origin)) return because(inclusive === false ? 'setting-above' : 'setting-least', { least });
  return least === 1 ? because('setting-empty') : because('setting-too-short', { least });
}

function tooBig({ origin, maximum, inclusive }: Extract<Issue, { code: 'too_big' }>): Detail {
  const most = Number(maximum);
  if (countables.includes(origin)) return because('setting-too-long', { most });
  return because(inclusive === false ? 'setting-below' : 'setting-most', { most });
}

function ofType(expected: string): Detail {
  switch (expected) {
    case 'number':
      return because('setting-no-number');
    case 'int':
      return because('setting-not-whole');
    case 'string':
      return because('setting-no-text');
    case 'boolean':
      return because('setting-no-switch');
    default:
      return because('setting-other');
  }
}
