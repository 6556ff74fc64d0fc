/** A chunk of its own, with only what is used of @noble/curves. */
export { ed25519 } from '@noble/curves/ed25519.js';
