/**
 * Version of `checks.json`. A verifier refuses keys that it does not know, so a new key is a new
 * version: an older one then says what to update. 2 added `does`; 3 added `label`, `hours` and `core`.
 */
export const CHECKS_VERSION = 3;
/** The versions that are read. */
export const READABLE_CHECKS = [1, 2, CHECKS_VERSION] as const;
