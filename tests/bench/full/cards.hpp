// Smart cards of the run's own authority, in memory, and the files that the server is told of.
#pragma once

#include <filesystem>
#include <memory>
#include <string>

#include <boost/asio/ssl/context.hpp>

#include "app/config/smartcard_setting.hpp"

namespace tessera::test {
class TestAuthority;
}

namespace tessera::bench {

inline constexpr std::string_view kCardRealm = "bench";

class CardAuthority {
 public:
  // Writes the anchor and an empty revocation list there.
  explicit CardAuthority(const std::filesystem::path& folder);
  ~CardAuthority();
  [[nodiscard]] app::SmartcardSetting setting() const;
  // A TLS client with a card of this number in its reader, which trusts the server's authority.
  [[nodiscard]] std::shared_ptr<boost::asio::ssl::context> issue(
      const std::string& number, const std::filesystem::path& server_ca);

 private:
  std::filesystem::path folder_;
  std::unique_ptr<test::TestAuthority> authority_;
};

}  // namespace tessera::bench
