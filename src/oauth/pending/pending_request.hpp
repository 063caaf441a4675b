// What is kept, sealed, of a request that waits for its person, and the codes it is known by.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include <tessera/base/bytes.hpp>
#include <tessera/base/random.hpp>
#include <tessera/crypto/keyring.hpp>
#include <tessera/oauth/authorize_request.hpp>

namespace tessera::oauth {

struct PendingDetails {
  AuthorizeRequest request;
  std::string code;                // device_code or auth_req_id
  std::string user_code;           // of a device: shown again for comparison
  std::string binding_message;     // CIBA 7.1
  std::string notification_token;  // CIBA 7.1, mode ping; empty: poll
};
[[nodiscard]] std::string seal_pending(const PendingDetails& details, const crypto::Keyring& keys,
                                       Random& random);
// nullopt unless we sealed it.
[[nodiscard]] std::optional<PendingDetails> open_pending(std::string_view sealed,
                                                         const crypto::Keyring& keys,
                                                         TimePoint now);

// A step of the person's way to an answer, in the URL: sealed, so that nothing is kept and nobody
// makes one without the user code or the list of requests.
struct PendingTicket {
  Bytes hash;          // name of the request in the store
  bool tried = false;  // the person was sent to sign in for it
  std::string shown;   // what the page showed, and to whom (consent_mark)
};
[[nodiscard]] std::string seal_ticket(const PendingTicket& ticket, const crypto::Keyring& keys,
                                      Random& random);
[[nodiscard]] std::optional<PendingTicket> open_ticket(std::string_view sealed,
                                                       const crypto::Keyring& keys);

// RFC 8628 6.1: eight letters without vowels and without ones that look alike, 34 bits.
[[nodiscard]] std::string make_user_code(Random& random);
// As people write it: any case, with or without separators. nullopt if it cannot be one.
[[nodiscard]] std::optional<std::string> normalize_user_code(std::string_view text);
// "BCDFGHJK" -> "BCDF-GHJK"
[[nodiscard]] std::string show_user_code(std::string_view code);
// SHA-256: its name in the store.
[[nodiscard]] Bytes user_code_hash(std::string_view code);

}  // namespace tessera::oauth
