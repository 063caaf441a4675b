// A mail as an outbox message: sealed JSON {"to", "template", "locale", "data"}.
#pragma once

#include <string_view>

#include <boost/json/object.hpp>

#include <tessera/base/outbox_message.hpp>
#include <tessera/base/random.hpp>
#include <tessera/crypto/keyring.hpp>

namespace tessera::enrol {

// Kind "mail", payload under the purpose "secret_box" with outbox_context(id). The template is a
// file of src/ui/mail.
[[nodiscard]] OutboxMessage make_mail(std::string_view to, std::string_view mail_template,
                                      std::string_view locale, const boost::json::object& data,
                                      TimePoint now, const crypto::Keyring& ring, Random& random);

}  // namespace tessera::enrol
