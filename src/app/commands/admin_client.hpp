// `tessera client|role|person|role-grant|unit|invitation|explain ...`: words for the admin API of a
// running server, over its unix socket (as the system user) or over HTTPS with an access token.
#pragma once

#include <string>
#include <utility>
#include <vector>

namespace tessera::app {

// Nouns and their help lines, for the command line.
[[nodiscard]] const std::vector<std::pair<std::string, std::string>>& admin_nouns();

// words: the verb, then ids, name=value members and options:
//   -o json|table   --file FILE (a JSON body, "-" for stdin)
//   --socket PATH   (or TESSERA_ADMIN_SOCKET; else what var/dev/demo.json says)
//   --url URL --token-file FILE [--ca FILE]
// Exit codes: kOk, kFailed (the server said no, or cannot be reached), kUsage.
int run_admin_noun(const std::string& noun, const std::vector<std::string>& words);

}  // namespace tessera::app
