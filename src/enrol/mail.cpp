#include <tessera/enrol/mail.hpp>

#include <boost/json/serialize.hpp>

namespace tessera::enrol {

OutboxMessage make_mail(std::string_view to, std::string_view mail_template,
                        std::string_view locale, const boost::json::object& data, TimePoint now,
                        const crypto::Keyring& ring, Random& random) {
  const boost::json::object mail{
      {"to", to}, {"template", mail_template}, {"locale", locale}, {"data", data}};
  const auto text = boost::json::serialize(mail);
  const auto id = make_uuid7(now, random);
  return {id, "mail",
          ring.seal(crypto::kPurposeSecretBox, as_bytes(text), outbox_context(id), random),
          std::nullopt};
}

}  // namespace tessera::enrol
