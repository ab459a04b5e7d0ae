export const LINK_CLASS = 'rounded-sm font-medium text-link hover:text-link-hover hover:underline';
