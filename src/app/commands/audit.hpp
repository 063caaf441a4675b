// `tessera audit verify|tail|export`: read the journal from the database itself, so that a proof
// does not rest on the word of a running server.
#pragma once

#include <string>

#include "app/commands/options.hpp"

namespace tessera::app {

// Prints a report and each finding; kFailed if anything was found. head_file: a line of the head
// file or the answer of /audit/head, saved earlier; "" without.
int run_audit_verify(const ConfigSource& source, const std::string& head_file);
// The latest events, oldest first, one JSON line each.
int run_audit_tail(const ConfigSource& source, int count);
// Every sequenced event that is kept, one JSON line each, with the proof that it is in the tree of
// the latest head; the head is the first line.
int run_audit_export(const ConfigSource& source);

}  // namespace tessera::app
