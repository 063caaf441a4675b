// `tessera client|role|person|... VERB`: words for the admin API of a running server.
#pragma once

#include <string>
#include <utility>
#include <vector>

#include "app/commands/admin_verbs.hpp"
#include "app/commands/options.hpp"

namespace tessera::app {

// Nouns and their help lines, for the command line.
[[nodiscard]] const std::vector<std::pair<std::string, std::string>>& admin_nouns();
// "ID [reason] [name=value ...]"
[[nodiscard]] std::string words_of(const AdminVerb& verb);
// Whether it takes something away, so that somebody at a terminal is asked first.
[[nodiscard]] bool is_drastic(const AdminVerb& verb);

// Exit codes: exit_code.hpp.
int run_admin_verb(const AdminVerb& verb, const AdminOptions& options);

}  // namespace tessera::app
