import assert from 'node:assert/strict';
import { fails, passes, text } from '../fakeWorld.ts';

describe('the check of a tag', () => {
  const wish = { git: { tag: { matches: '^v\\d', annotated: true } } };
  /** A repository with tags in the history of the commit, and with others outside it. */
  const tags = (inside: string, outside = '') => ({
    git: (args: readonly string[]) => ({
      stdout: args.includes('--merged=HEAD') ? inside : outside,
    }),
  });

  it('passes for one of this history', async () => {
    await passes(wish, tags(text('tag v1.0.0')));
  });

  it('says that a squash or rebase has left it behind', async () => {
    const left = /^no tags; v1\.0\.0 is outside this history, as after a squash or rebase$/;
    await fails(wish, tags('', text('tag v1.0.0')), left);
  });

  it('says nothing of a tag outside that would not pass here either', async () => {
    await fails(wish, tags(text('commit first'), text('commit v1.0.0')), /^first$/);
  });

  it('says that a tag is of the other kind, and how to replace it', async () => {
    const lightweight = /^v1\.0\.0 is there, but it is a lightweight tag$/;
    const { next } = await fails(wish, tags(text('commit v1.0.0')), lightweight);
    assert.match(next ?? '', /git tag --annotate --force --message "…" v1\.0\.0 v1\.0\.0$/);
  });
});
