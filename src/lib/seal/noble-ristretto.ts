/** A chunk of its own, with only what is used of @noble/curves. */
export { ristretto255, ristretto255_hasher } from '@noble/curves/ed25519.js';
