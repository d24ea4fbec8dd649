// Takes that have not arrived yet, kept on the device: a closed tab loses nothing. In IndexedDB, or in memory where
// there is none.
/** @import { TakeRecord, TakeStore } from "../types/take.js" */

const DATABASE = "stemforge-studio";
const TAKES = "takes";
const PIECES = "pieces";
/** Some browsers never answer when they are asked to open a database. */
const OPEN_MS = 3000;

/**
 * @param {number} ms
 * @returns {Promise<never>}
 */
const never = (ms) => new Promise((_, reject) => setTimeout(() => reject(new Error("no answer")), ms));

/**
 * @template T
 * @param {IDBRequest<T>} request
 * @returns {Promise<T>}
 */
const answered = (request) =>
  new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });

/** @param {IDBTransaction} transaction */
const committed = (transaction) =>
  new Promise((resolve, reject) => {
    transaction.oncomplete = () => resolve(undefined);
    transaction.onabort = transaction.onerror = () => reject(transaction.error);
  });

/** @param {string} key */
const piecesOf = (key) => IDBKeyRange.bound([key, 0], [key, Infinity]);

/** @implements {TakeStore} */
class DeviceStore {
  #database;
  isKept = true;

  /** @param {IDBDatabase} database */
  constructor(database) {
    this.#database = database;
  }

  /** @param {IDBTransactionMode} mode */
  #open(mode) {
    const transaction = this.#database.transaction([TAKES, PIECES], mode);
    return { transaction, takes: transaction.objectStore(TAKES), pieces: transaction.objectStore(PIECES) };
  }

  /** @returns {Promise<TakeRecord[]>} */
  async all() {
    return answered(this.#open("readonly").takes.getAll());
  }

  /** @param {TakeRecord} take */
  async put(take) {
    const { transaction, takes } = this.#open("readwrite");
    takes.put(take);
    await committed(transaction);
  }

  /** @param {string} key @param {number} at @param {Uint8Array} bytes */
  async append(key, at, bytes) {
    const { transaction, pieces } = this.#open("readwrite");
    pieces.put(bytes, [key, at]);
    await committed(transaction);
  }

  /** @param {string} key @returns {Promise<Uint8Array[]>} */
  async pieces(key) {
    return answered(this.#open("readonly").pieces.getAll(piecesOf(key)));
  }

  /** @param {TakeRecord} take */
  async empty(take) {
    const { transaction, takes, pieces } = this.#open("readwrite");
    takes.put(take);
    pieces.delete(piecesOf(take.key));
    await committed(transaction);
  }

  /** @param {string} key */
  async drop(key) {
    const { transaction, takes, pieces } = this.#open("readwrite");
    takes.delete(key);
    pieces.delete(piecesOf(key));
    await committed(transaction);
  }
}

/**
 * Keeps nothing: whoever sings has the take in memory anyhow.
 * @implements {TakeStore}
 */
export class NoStore {
  isKept = false;
  async all() {
    return [];
  }
  async put() {}
  async append() {}
  async pieces() {
    return [];
  }
  async empty() {}
  async drop() {}
}

/** @returns {Promise<TakeStore>} */
export async function openStore() {
  try {
    const request = indexedDB.open(DATABASE, 1);
    request.onupgradeneeded = () => {
      request.result.createObjectStore(TAKES, { keyPath: "key" });
      request.result.createObjectStore(PIECES);
    };
    return new DeviceStore(await Promise.race([answered(request), never(OPEN_MS)]));
  } catch {
    return new NoStore();
  }
}
