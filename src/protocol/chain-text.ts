/** Chains of operations as text, for those who know messages only: one grammar for links, the command line and the page. */
export { parseChain, printChain } from '../stacks/chain-text.js';
