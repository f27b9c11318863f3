/** Most procedures called in one request: the browser's client puts no more into one, and the site answers no more. */
export const MOST_CALLS = 20;
