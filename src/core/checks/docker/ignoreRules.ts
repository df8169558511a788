import { fitsDockerPattern, withoutEdges } from './dockerPattern.ts';

/** Whether a `.dockerignore` keeps a path out of the build, as Docker reads it: the last rule wins. */
export function ignoredByDocker(ignoreFile: string, path: string): boolean {
  // A rule for a folder holds for all that is in it.
  const parts = path.split('/');
  const paths = parts.map((_, index) => parts.slice(0, index + 1).join('/'));
  let ignored = false;
  for (const line of ignoreFile.split(/\r?\n/)) {
    const rule = line.trim();
    if (rule === '' || rule.startsWith('#')) continue;
    const pattern = withoutEdges(rule.replace(/^!\s*/, ''));
    if (paths.some((each) => fitsDockerPattern(pattern, each))) ignored = !rule.startsWith('!');
  }
  return ignored;
}
