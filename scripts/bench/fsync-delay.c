/* LD_PRELOAD shim for S1: a slower disk for whoever it is loaded into. Each fsync and fdatasync waits BENCH_FSYNC_DELAY_US
   before it is passed on, and is counted in the shared 8 bytes at the start of the file BENCH_FSYNC_COUNT, so that the
   measurement can show that the delay was really taken. PostgreSQL's processes inherit both by fork. */
#define _GNU_SOURCE
#include <fcntl.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <unistd.h>

static unsigned long *count;
static useconds_t delay_us;

__attribute__((constructor)) static void ready(void) {
  const char *us = getenv("BENCH_FSYNC_DELAY_US");
  const char *file = getenv("BENCH_FSYNC_COUNT");
  delay_us = us ? (useconds_t)atoi(us) : 0;
  if (!file) return;
  int fd = open(file, O_RDWR | O_CLOEXEC);
  if (fd < 0) return;
  void *shared = mmap(NULL, sizeof *count, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
  close(fd);
  if (shared != MAP_FAILED) count = shared;
}

static int delayed(long call, int fd) {
  if (delay_us) usleep(delay_us);
  if (count) __atomic_add_fetch(count, 1, __ATOMIC_RELAXED);
  return (int)syscall(call, fd);
}

int fsync(int fd) { return delayed(SYS_fsync, fd); }
int fdatasync(int fd) { return delayed(SYS_fdatasync, fd); }
