/* The contract is its header; this file lets the package manager build the module, and checks the layout it promises. */
#include "connector_abi.h"

_Static_assert(sizeof(conn_abi_block) == 16, "the ABI block is 16 bytes in the file");
_Static_assert(sizeof(conn_str) == 16, "pointer and length");
_Static_assert(offsetof(conn_host_api, http) == 8, "tables begin with struct_size and abi_minor");
_Static_assert(offsetof(conn_api, describe) == 8, "tables begin with struct_size and abi_minor");
