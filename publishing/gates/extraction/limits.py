"""What a process may use that reads what somebody uploaded."""

import resource

MB = 1024 * 1024
MEMORY = 768 * MB
CPU_SECONDS = 20
OUTPUT = 64 * MB


def limit_this_process() -> None:
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (CPU_SECONDS, CPU_SECONDS))
    resource.setrlimit(resource.RLIMIT_FSIZE, (OUTPUT, OUTPUT))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
