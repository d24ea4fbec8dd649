// Out into the world: the device's own share sheet with the picture, without it, or the address to copy.

/**
 * The cover as a file, fetched before the tap: a share sheet opens only right after one.
 * @param {string} url
 * @param {string} name
 */
export async function fetchCover(url, name) {
  const response = await fetch(url).catch(() => null);
  if (!response?.ok) return null;
  return new File([await response.blob()], name, { type: "image/jpeg" });
}

/**
 * What this device can share of it, most first; null if nothing.
 * @param {ShareData & { files: File[] }} everything
 * @returns {ShareData | null}
 */
export function shareable({ files, ...words }) {
  if (!navigator.share) return null;
  const withPicture = { ...words, files };
  return files.length > 0 && navigator.canShare?.(withPicture) ? withPicture : words;
}

/**
 * Opens the share sheet. Whoever closes it has not failed.
 * @param {ShareData} what
 */
export async function share(what) {
  try {
    await navigator.share(what);
    return true;
  } catch (cause) {
    return cause instanceof DOMException && cause.name === "AbortError";
  }
}

/** @param {string} text */
export async function copy(text) {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    return false;
  }
}
