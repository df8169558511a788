import type { CheckKind } from './kind.ts';
import { dataKind } from './kinds/data.ts';
import { fileKind } from './kinds/file.ts';
import { gitKind } from './kinds/git.ts';
import { httpKind } from './kinds/http.ts';
import { textKind } from './kinds/text.ts';

/** Every kind of check that holds no other checks; `schema.ts` adds `command`, which does. */
export const simpleKinds: readonly CheckKind[] = [fileKind, textKind, dataKind, gitKind, httpKind];
