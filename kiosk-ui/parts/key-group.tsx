/** Keys of a screen that act on the same thing, and what each does; styled in screens/staff.css. */
export function KeyGroup({title, rows}: {title: string; rows: [key: string, does: string][]}) {
  return (
    <section>
      <h3>{title}</h3>
      <dl class="key-rows">
        {rows.map(([key, words]) => (
          <div key={key}>
            <dt>
              <kbd>{key}</kbd>
            </dt>
            <dd>{words}</dd>
          </div>
        ))}
      </dl>
    </section>
  );
}
