import { useEffect, useState } from 'preact/hooks';

/** Where the style sheet makes the inspector a sheet at the bottom. */
const narrowQuery = '(max-width: 719px)';

/** Whether the page is so narrow that the inspector is a sheet; followed. */
export function useNarrow(): boolean {
  const [narrow, setNarrow] = useState(() => matchMedia(narrowQuery).matches);
  useEffect(() => {
    const query = matchMedia(narrowQuery);
    const follow = (): void => setNarrow(query.matches);
    follow();
    query.addEventListener('change', follow);
    return () => query.removeEventListener('change', follow);
  }, []);
  return narrow;
}
