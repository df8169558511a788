import type { CheckKind } from './kind.ts';
import type { CheckBody } from './model.ts';
import { checkKinds } from './schema.ts';

/** One kind of check with its specification, as it stands somewhere in a body. */
export interface KindInBody {
  readonly kind: CheckKind;
  readonly spec: unknown;
}

/** Every part of a body that a kind evaluates, in their order; also those inside other kinds. */
export function leavesOf(body: CheckBody): readonly KindInBody[] {
  if ('all' in body) return body.all.flatMap(leavesOf);
  if ('any' in body) return body.any.flatMap(leavesOf);
  if ('not' in body) return leavesOf(body.not);
  const kind = checkKinds.get(body.kind);
  if (!kind) return [];
  return [{ kind, spec: body.spec }, ...(kind.nested?.(body.spec) ?? []).flatMap(leavesOf)];
}
