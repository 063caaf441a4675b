// Who may see the account pages: a session at the highest level that its person can reach, so that
// a password alone opens them only as long as there is nothing better.
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
// page: where the sign-in comes back to (of a POST: the page that has its form). recent: the
// sign-in must be at most 15 minutes old, for what changes the ways to sign in.
[[nodiscard]] Task<Entered> enter(const AccountDeps& deps, http::Request& request, std::string page,
                                  bool recent = false);

// "2026-11-20 08:15", UTC.
[[nodiscard]] std::string show_time(TimePoint time);
// The text id of ?done=<word>, or "" for a word that no page of ours gives.
[[nodiscard]] std::string notice_of(const http::Request& request);
[[nodiscard]] http::Response redirect_done(const std::string& page, const std::string& word);

}  // namespace tessera::endpoints
