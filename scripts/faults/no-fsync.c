/* LD_PRELOAD shim for F2: a disk whose confirmation is a lie. With it the row must find lost writes, or it proves nothing. */
int fsync(int fd) {
  (void)fd;
  return 0;
}
int fdatasync(int fd) {
  (void)fd;
  return 0;
}
