// All that runs in the frame itself: it has the worker made, by a policy that lets that reach nothing, and leaves it alone.
addEventListener("message", ({ data, ports: [port, errors], source }) => {
  if (source !== parent) return;
  const worker = new Worker(URL.createObjectURL(new Blob([data], { type: "text/javascript" })));
  worker.onerror = ({ message }) => errors.postMessage({ failed: message });
  worker.postMessage(null, [port]);
});
