// Who may see and change the account pages, by the rows of base/level_policy: a password alone
// opens them only as long as there is nothing better.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "endpoints/account/deps.hpp"

namespace tessera::endpoints {

struct Entered {
  std::optional<authn::Session> session;
  std::optional<http::Response> refusal;  // to be sent instead, if set
  bool has_totp = false;
};
// read: all that the person reaches, up to aal2. protect: the same by a sign-in of at most 15
// minutes, for what takes access away. change: for the ways to sign in or back in, also recent, and
// at the highest level that the person reaches (requirements 4.5), by keys that were reported lost
// too. restore: the same by what is active, for taking back such a report.
enum class Entry { read, protect, change, restore };
// page: where the sign-in comes back to (of a POST: the page that has its form).
[[nodiscard]] Task<Entered> enter(const AccountDeps& deps, http::Request& request, std::string page,
                                  Entry entry = Entry::read);

// The text id of ?done=<word>, or "" for a word that no page of ours gives.
[[nodiscard]] std::string notice_of(const http::Request& request);
[[nodiscard]] http::Response redirect_done(const std::string& page, const std::string& word);

}  // namespace tessera::endpoints
