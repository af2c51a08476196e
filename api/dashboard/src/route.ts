import { useEffect, useState } from 'preact/hooks';

/** The parts of an address after `#/`, such as `['day', '2026-11-20']`; none on the first page. */
export type Route = string[];

function current(): Route {
  return location.hash
    .replace(/^#\/?/, '')
    .split('/')
    .filter((part) => part !== '')
    .map(decoded);
}

function decoded(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
}

/** The address of a page, for a link. */
export const to = (...route: Route) => `#/${route.map(encodeURIComponent).join('/')}`;

export function go(...route: Route): void {
  location.hash = to(...route);
}

export function useRoute(): Route {
  const [route, setRoute] = useState(current);
  useEffect(() => {
    const follow = () => setRoute(current());
    window.addEventListener('hashchange', follow);
    return () => window.removeEventListener('hashchange', follow);
  }, []);
  return route;
}
