import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import * as fs from 'node:fs';
import * as path from 'node:path';
import { pythonToolsFolder, root } from '../../scripts/setup/places.mjs';

const roadmap = path.join(root, 'roadmap');
const texts = fs
  .readdirSync(roadmap, { recursive: true, encoding: 'utf8' })
  .filter((name) => /\.(md|ya?ml)$/.test(name) && !name.includes('node_modules'))
  .sort();

describe('what learners read', () => {
  it('has no common misspelling', () => {
    const tool = path.join(pythonToolsFolder(), 'bin', 'codespell');
    const ignored = path.join(import.meta.dirname, 'spelling.txt');
    const pages = ['README.md', 'CHANGELOG.md', 'CONTENT.md', 'CONTRIBUTING.md'];
    const files = [...texts.map((name) => path.join('roadmap', name)), ...pages];
    const { stdout } = spawnSync(tool, ['--ignore-words', ignored, ...files], {
      cwd: root,
      encoding: 'utf8',
    });
    assert.equal(stdout, '', `Fix the words, or add those that are right to ${ignored}.`);
  });

  it('links to sites that authors have agreed on (test/content/sites.txt)', () => {
    const listed = fs.readFileSync(path.join(import.meta.dirname, 'sites.txt'), 'utf8');
    const sites = new Set(
      listed.split('\n').filter((line) => line !== '' && !line.startsWith('#')),
    );
    const strangers = texts
      .filter((name) => !/^projects\/[^/]+\/(starter|solution|options)\//.test(name))
      .flatMap((name) =>
        fs
          .readFileSync(path.join(roadmap, name), 'utf8')
          .split('\n')
          .flatMap((line, index) =>
            [...line.matchAll(/(?:\]\(|url: ["']?)(https:\/\/[^\s)"'}]+)/g)].map((match) => ({
              place: `roadmap/${name}:${index + 1}`,
              url: match[1] ?? '',
            })),
          ),
      )
      .filter(({ url }) => !URL.canParse(url) || !sites.has(new URL(url).host));
    assert.deepEqual(
      strangers.map(({ place, url }) => `${place} ${url}`),
      [],
    );
  });
});
