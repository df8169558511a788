import type { Block } from './blocks.ts';

/** What a runnable block must not contain: it would change something outside the page's folder. */
const HARM: readonly (readonly [RegExp, string])[] = [
  [/(?<=\s)--(?:global|system)\b/, 'changes settings of the whole machine or user'],
  [/\b(?:sudo|doas)\b/, 'acts as the administrator'],
  [/(?<=^|[\s"'=(:>])~(?=\/)/, 'names the home folder'],
  [/\bcd\s+~/, 'names the home folder'],
  [/\$\{?HOME\b|\bexpanduser\b|\bPath\.home\b/, 'names the home folder'],
  [
    /(?<=^|[\s"'=(:>])\/(?!dev\/(?:null|std)|usr\/bin\/env\b)(?:bin|dev|etc|home|opt|root|srv|tmp|usr|var|Users)\b/,
    'names an absolute path',
  ],
];

/** Lines that would harm, each with its place in the page (1-based) and the reason. */
export function harmIn({ code, line }: Block): readonly { line: number; why: string }[] {
  let depth = 0;
  return code.split('\n').flatMap((text, index) => {
    // Counted along the block: a page may step into a folder of its own and look beside it.
    const into = [...text.matchAll(/(?:^|[;&(]\s*)cd\s+(?!-)([^\s;&)]+)/g)].map(
      ([, to = '']) => to,
    );
    const found = HARM.filter(([pattern]) => pattern.test(text)).map(([, why]) => why);
    for (const part of into.flatMap((to) => to.split('/'))) depth += depthOf(part);
    const climbs = [...text.matchAll(/(?:\.\.\/)+/g)].some(([up]) => up.length / 3 > depth);
    if (depth < 0 || (climbs && into.length === 0)) found.push('leaves the folder of the page');
    return found.map((why) => ({ line: line + index + 1, why }));
  });
}

function depthOf(part: string): number {
  if (part === '..') return -1;
  return part === '' || part === '.' ? 0 : 1;
}
