import QRCode from 'qrcode';

/** The link of a number as a code to be scanned: drawn here, so that it needs no connection. */
export function Code({url, label}: {url: string; label: string}) {
  const {modules} = QRCode.create(url, {errorCorrectionLevel: 'M'});
  const quiet = 3;
  let path = '';
  for (let y = 0; y < modules.size; y++)
    for (let x = 0; x < modules.size; x++) if (modules.get(y, x)) path += `M${x + quiet} ${y + quiet}h1v1h-1z`;
  const side = modules.size + 2 * quiet;
  return (
    <svg class="code" viewBox={`0 0 ${side} ${side}`} role="img" aria-label={label} shape-rendering="crispEdges">
      <path d={path} />
    </svg>
  );
}
