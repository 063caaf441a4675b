// An authority whose lists and answers are fetched from memory.
#pragma once

#include <fstream>
#include <map>

#include <tessera/authn/revocation.hpp>
#include <tessera/base/unavailable.hpp>

#include "tests/support/test_authority.hpp"

namespace tessera::authn {

class FakeRevocationFetch final : public RevocationFetch {
 public:
  Task<Result<std::string>> get(std::string url, std::size_t max_bytes) override {
    ++fetches;
    asked.push_back(url);
    if (busy) throw Unavailable("revocation", "full");
    const auto found = lists.find(url);
    if (found == lists.end() || found->second.size() > max_bytes)
      co_return fail(Errc::invalid, "fetch.failed");
    co_return std::string(as_text(found->second));
  }
  Task<Result<std::string>> post_ocsp(std::string url, std::string request, std::size_t) override {
    ++fetches;
    asked.push_back(url);
    if (authority == nullptr) co_return fail(Errc::invalid, "fetch.failed");
    co_return std::string(as_text(authority->answer(as_bytes(request), answer)));
  }
  std::map<std::string, Bytes> lists;
  const test::TestAuthority* authority = nullptr;  // that answers; nullptr: nobody does
  test::OcspSpec answer;
  bool busy = false;
  int fetches = 0;
  std::vector<std::string> asked;
};

class FixedRevocation final : public RevocationChecker {
 public:
  Task<Standing> check(crypto::CertificatePath path, RevocationRules, TimePoint) override {
    checked = path.size();
    co_return standing;
  }
  Standing standing{Standing::Word::good, false};
  std::size_t checked = 0;
};

}  // namespace tessera::authn
