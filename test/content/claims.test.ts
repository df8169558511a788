import assert from 'node:assert/strict';
import * as fs from 'node:fs';
import * as path from 'node:path';
import { parse } from 'yaml';
import { root } from '../../scripts/setup/places.mjs';
import { blocksOf, type Block } from './snippets/blocks.ts';
import { harmIn } from './snippets/harm.ts';

const roadmap = path.join(root, 'roadmap');
const read = (name: string) => fs.readFileSync(path.join(roadmap, name), 'utf8');
const texts = ['phases', 'catalogue']
  .flatMap((folder) =>
    fs
      .readdirSync(path.join(roadmap, folder), { recursive: true, encoding: 'utf8' })
      .map((name) => path.posix.join(folder, name.replaceAll('\\', '/'))),
  )
  .filter((name) => /\.(md|ya?ml)$/.test(name))
  .sort();
const pages = texts.filter((name) => name.endsWith('.md'));

const ready = new Set(
  fs
    .readdirSync(path.join(roadmap, 'projects'))
    .filter((id) => 'starter' in (parse(read(`projects/${id}/project.yaml`)) as object)),
);

/** The sentences of a text with links to projects, and what each link names. */
function projectSentences(text: string) {
  return text.split('\n').flatMap((line, index) =>
    line
      .split(/(?<=[.;|?!])\s+/)
      .map((sentence) => ({
        line: index + 1,
        sentence,
        links: [...sentence.matchAll(/\]\(project:([a-z0-9-]+)(#[a-z0-9-]+)?\)/g)].map(
          ([, id = '', part]) => ({ id, part }),
        ),
      }))
      .filter(({ links }) => links.length > 0),
  );
}

/** What is wrong with a sentence about projects, or nothing. */
function wrongClaims(name: string, text: string, starters: ReadonlySet<string>): string[] {
  return projectSentences(text).flatMap(({ line, sentence, links }) => {
    const planned = /\bplanned\b/.test(sentence);
    const place = `roadmap/${name}:${line}`;
    return links.flatMap(({ id, part }) => {
      if (!starters.has(id)) {
        return planned ? [] : [`${place} does not say that ${id} is only planned`];
      }
      const missing = links.some((link) => !starters.has(link.id));
      if (planned && !missing) return [`${place} says that ${id} is planned; it is there`];
      if (part === undefined && name.includes('/notes/')) {
        return [`${place} names no step or option of ${id}`];
      }
      return [];
    });
  });
}

describe('what pages say about projects', () => {
  it('holds: what is not there is called planned, and a note names a step or an option', () => {
    assert.deepEqual(
      texts.flatMap((name) => wrongClaims(name, read(name), ready)),
      [],
    );
  });

  const has = new Set(['here']);
  const refused: readonly (readonly [string, RegExp])[] = [
    ['[X](project:away) puts a price on every answer.', /away is only planned/],
    ['A plan is planned. [X](project:away) has a golden set.', /away is only planned/],
    ['The planned [X](project:here#step) will do it.', /here is planned; it is there/],
    ['[X](project:here) rolls back by one command.', /no step or option of here/],
  ];
  for (const [text, message] of refused) {
    it(`refuses “${text}”`, () => {
      const [wrong, ...others] = wrongClaims('phases/p/notes/n.md', text, has);
      assert.match(wrong ?? '', message);
      assert.deepEqual(others, []);
    });
  }
});

describe('what runs on a page', () => {
  const runnable = (block: Block) => block.kind === 'run';

  it('changes nothing outside its folder', () => {
    assert.deepEqual(
      pages.flatMap((name) =>
        blocksOf(read(name))
          .filter(runnable)
          .flatMap(harmIn)
          .map(({ line, why }) => `roadmap/${name}:${line} ${why}`),
      ),
      [],
    );
  });

  const block = (code: string): Block => ({ language: 'bash', kind: 'run', code, line: 1 });
  for (const code of [
    'git config --global user.name "Ada"',
    'git config --system core.editor vi',
    'sudo systemctl reload nginx',
    'echo x >> ~/.bashrc',
    'echo x >> "$HOME/.profile"',
    'open(os.path.expanduser("x"), "w")',
    'rm -rf /tmp/work',
    'echo x > ../beside.txt',
    'cd orders && cd ../..',
  ]) {
    it(`refuses ${code}`, () => assert.notDeepEqual(harmIn(block(code)), []));
  }
  for (const code of [
    '#!/usr/bin/env bash\ngit config user.name "Ada" > /dev/null',
    'cd orders\ngit remote add origin ../hub.git',
    'curl http://127.0.0.1:8000/var/tmp',
  ]) {
    it(`accepts ${code}`, () => assert.deepEqual(harmIn(block(code)), []));
  }
});

describe('the actions that pages use', () => {
  // Newest major versions, July 2026: https://github.com/actions/<name>/releases
  const MAJOR: Readonly<Record<string, number>> = {
    'actions/checkout': 7,
    'actions/setup-python': 7,
  };

  it('are known, and of their newest major version', () => {
    const used = pages.flatMap((name) =>
      blocksOf(read(name)).flatMap(({ code, line }) =>
        code.split('\n').flatMap((text, index) =>
          [...text.matchAll(/uses:\s*([\w./-]+)@(\S+)/g)].map(([, action = '', version = '']) => ({
            place: `roadmap/${name}:${line + index + 1}`,
            action,
            version,
          })),
        ),
      ),
    );
    assert.ok(used.length > 0);
    assert.deepEqual(
      used.filter(({ action, version }) => version !== `v${MAJOR[action]}`),
      [],
    );
  });
});
