/**
 * Version of `checks.json`. A verifier refuses keys that it does not know, so a new key is a new
 * version: an older one then says what to update. 2 added `does`.
 */
export const CHECKS_VERSION = 2;
/** The versions that are read. */
export const READABLE_CHECKS = [1, CHECKS_VERSION] as const;
