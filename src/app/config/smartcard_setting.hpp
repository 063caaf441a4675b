// [[smartcard]]: whose certificates people may sign in with (docs/operations/smartcards.md). One
// table of keys; the reader, the schema and `config show` go by it.
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace tessera::app {

struct SmartcardSetting {
  std::string name;
  std::string anchors_file;
  std::string intermediates_file;
  std::string identifier;
  std::string level = "aal2";
  std::vector<std::string> populations{"staff"};
  std::vector<std::string> extended_key_usage{"client_auth"};
  std::vector<std::string> policies;
  std::string rsa_bits = "2048";
  std::vector<std::string> crls;
  std::string ocsp;
  std::string ocsp_nonce = "offered";
  std::vector<std::string> revocation_hosts;
  std::string revocation = "hard";
  std::string revocation_grace = "0s";
  std::string revocation_keep = "1h";
  std::string crl_size = "16MB";
  std::string origin;  // "tessera.toml:12"
};

// text or list, the other is null.
struct SmartcardKey {
  std::string_view key;
  std::string_view help;
  std::string SmartcardSetting::* text = nullptr;
  std::vector<std::string> SmartcardSetting::* list = nullptr;
};
[[nodiscard]] std::span<const SmartcardKey> smartcard_keys();
[[nodiscard]] const SmartcardKey* find_smartcard_key(std::string_view key);

}  // namespace tessera::app
