import { nowhere } from '../http/nowhere.ts';

/** Whatever no other route of the API answers. */
export const loader = nowhere.loader;
export const action = nowhere.action;
