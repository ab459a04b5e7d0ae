import { createContext, useContext } from 'react';

/** Only the server knows it: browsers hide a nonce from scripts. */
const NonceContext = createContext<string | undefined>(undefined);

export const NonceProvider = NonceContext.Provider;

export function useNonce(): string | undefined {
  return useContext(NonceContext);
}
