type Row = readonly [key: string, does: string];

/** Keys of a screen that act on the same thing, and what each does; styled in screens/staff.css. */
export function KeyGroup({title, rows}: {title: string; rows: readonly Row[]}) {
  return (
    <section>
      <h3>{title}</h3>
      <KeyRows rows={rows} />
    </section>
  );
}

/** The same without a title, where the screen has one group of keys. */
export function KeyRows({rows}: {rows: readonly Row[]}) {
  return (
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
  );
}
