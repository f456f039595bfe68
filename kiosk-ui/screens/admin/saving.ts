import {useState} from 'preact/hooks';

/** What a form that saves shows of itself: one save at a time, and why the last one was refused. */
export function useSaving(explain: (error: unknown) => Promise<string>) {
  const [fault, setFault] = useState<string | null>(null);
  const [busy, setBusy] = useState(false);

  async function run(work: () => Promise<void>): Promise<void> {
    if (busy) return;
    setBusy(true);
    setFault(null);
    try {
      await work();
    } catch (error) {
      setFault(await explain(error));
    } finally {
      setBusy(false);
    }
  }

  return {fault, setFault, busy, run};
}
