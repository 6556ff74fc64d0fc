/** A chunk of its own, with only what is used of @noble/ciphers. */
export { gcm } from '@noble/ciphers/aes.js';
