import assert from 'node:assert/strict';
import * as fs from 'node:fs';
import { commandIds, fullCommandId } from '../../src/editor/commands/commandIds.ts';

interface Manifest {
  readonly main: string;
  readonly icon: string;
  readonly activationEvents: readonly string[];
  readonly contributes: {
    readonly commands: readonly { readonly command: string }[];
    readonly menus: Readonly<Record<string, readonly { readonly command: string }[]>>;
    readonly viewsWelcome: readonly { readonly contents: string }[];
    readonly walkthroughs: readonly {
      readonly steps: readonly { readonly media: { readonly svg: string } }[];
    }[];
  };
}

const root = new URL('../../', import.meta.url);
const text = fs.readFileSync(new URL('package.json', root), 'utf8');
const manifest = JSON.parse(text) as Manifest;
const nls = JSON.parse(fs.readFileSync(new URL('package.nls.json', root), 'utf8')) as Record<
  string,
  string
>;
const known = new Set<string>(commandIds.map(fullCommandId));

describe('the manifest', () => {
  it('contributes exactly the commands that are registered', () => {
    assert.deepEqual(new Set(manifest.contributes.commands.map(({ command }) => command)), known);
  });

  it('uses no other command in menus, welcome views and the walkthrough', () => {
    const menus = Object.values(manifest.contributes.menus)
      .flat()
      .map(({ command }) => command);
    const links = Object.values(nls).flatMap((value) =>
      [...value.matchAll(/\(command:([\w.]+)\)/g)].map((match) => match[1]!),
    );
    assert.ok(links.length > 0);
    assert.deepEqual(
      [...menus, ...links].filter((command) => !known.has(command)),
      [],
    );
  });

  it('knows every name that the source uses', () => {
    // The status bar item's own, which no manifest lists.
    const names = new Set([...text.matchAll(/mlopsRoadmap(?:\.\w+)+/g)].map(([name]) => name));
    names.add('mlopsRoadmap.progress');
    const source = new URL('src/', root);
    const used = fs
      .readdirSync(source, { recursive: true, encoding: 'utf8' })
      .filter((file) => file.endsWith('.ts'))
      .flatMap((file) => [
        ...fs
          .readFileSync(new URL(file.replaceAll('\\', '/'), source), 'utf8')
          .matchAll(/(?<=['`])mlopsRoadmap(?:\.\w+)+(?=['`])/g),
      ])
      .map(([name]) => name.replace(/\.focus$/, ''));
    assert.ok(used.length > 20);
    assert.deepEqual(
      used.filter((name) => !names.has(name)),
      [],
    );
  });

  it('has a text for every key, and no text without one', () => {
    const used = new Set([...text.matchAll(/"%([\w.]+)%"/g)].map((match) => match[1]!));
    assert.deepEqual(used, new Set(Object.keys(nls)));
  });

  it('activates only by its views, its commands, its panels and its projects', () => {
    assert.deepEqual(manifest.activationEvents, [
      'workspaceContains:.mlops-roadmap/project.json',
      'onWebviewPanel:mlopsRoadmap.notes',
      'onWebviewPanel:mlopsRoadmap.guide',
    ]);
  });

  it('names pictures that are there', () => {
    const pictures = [
      manifest.icon,
      ...manifest.contributes.walkthroughs.flatMap(({ steps }) =>
        steps.map(({ media }) => media.svg),
      ),
    ];
    assert.deepEqual(
      pictures.filter((picture) => !fs.existsSync(new URL(picture, root))),
      [],
    );
  });
});
