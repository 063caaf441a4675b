#include "authn/protection/notices.hpp"

#include <algorithm>
#include <array>
#include <utility>

#include <boost/json/array.hpp>
#include <boost/json/serialize.hpp>

#include <tessera/authn/device.hpp>
#include <tessera/codec/base64url.hpp>
#include <tessera/codec/json.hpp>
#include <tessera/codec/plain_text.hpp>
#include <tessera/codec/rfc3339.hpp>
#include <tessera/crypto/digest.hpp>

#include "authn/sessions/session_rules.hpp"

namespace tessera::authn {
namespace {

std::optional<TimePoint> time_of(const boost::json::object& o, std::string_view name) {
  const auto* found = o.if_contains(name);
  if (found == nullptr || !found->is_int64()) return std::nullopt;
  return TimePoint{Duration{found->get_int64()}};
}

std::int64_t number_of(TimePoint time) {
  return time.time_since_epoch().count();
}

std::string show(TimePoint time) {
  return codec::render_minute(time) + " UTC";
}

std::string box_name(const Uuid& notice) {
  return "notice|" + to_string(notice);
}

// Nobody is told while the first ways to sign in are being set up, nor after the end.
bool is_told(const std::optional<people::Person>& person) {
  return person && person->state != people::PersonState::pending_binding &&
         person->state != people::PersonState::erased;
}

boost::json::object mail_data(const boost::json::object& payload, NoticeKind kind,
                              const NoticeFacts& facts, TimePoint happened,
                              const NoticeParts& parts) {
  const auto id = "notice." + std::string(to_string(kind));
  boost::json::object data{{"subject_id", id + ".subject"},
                           {"text_id", id + ".text"},
                           {"service", parts.service_name},
                           {"what", facts.what},
                           {"device", facts.device},
                           {"place", facts.place},
                           {"until", facts.until ? show(*facts.until) : ""},
                           {"time", show(happened)}};
  const auto token = codec::text_of(payload, "token");
  data["link"] = token.empty() ? "" : parts.public_url + "/not-me?notice=" + token;
  const auto cancel = codec::text_of(payload, "cancel");
  data["cancel_link"] = cancel.empty() ? "" : parts.public_url + cancel;
  return data;
}

}  // namespace

std::string plain_line(std::string_view text, std::size_t bytes) {
  std::string line(text.substr(0, std::min(text.size(), bytes)));
  while (!line.empty() && line.size() < text.size() &&
         (static_cast<unsigned char>(text[line.size()]) & 0xC0) == 0x80)
    line.pop_back();
  return codec::is_plain_text(line) ? line : std::string();
}

std::string render_facts(const NoticeFacts& facts) {
  boost::json::object o;
  for (const auto& [name, value] : {std::pair<const char*, const std::string&>{"what", facts.what},
                                    {"device", facts.device},
                                    {"place", facts.place},
                                    {"class", facts.address_class}}) {
    if (!value.empty()) o[name] = value;
  }
  if (facts.until) o["until"] = number_of(*facts.until);
  return boost::json::serialize(o);
}

NoticeFacts parse_facts(std::string_view text) {
  const auto o = codec::parse_json_object(text);
  if (!o) return {};
  return {.what = codec::text_of(*o, "what"),
          .device = codec::text_of(*o, "device"),
          .place = codec::text_of(*o, "place"),
          .address_class = codec::text_of(*o, "class"),
          .until = time_of(*o, "until")};
}

Task<std::vector<OutboxMessage>> NoticeDesk::write(Notice notice, const RequestContext& context) {
  const auto person = co_await p_.people.load(notice.person);
  if (!is_told(person)) co_return std::vector<OutboxMessage>{};
  auto to = co_await p_.addresses.addresses(notice.person);
  to.insert(to.end(), notice.also_to.begin(), notice.also_to.end());
  std::ranges::sort(to);
  to.erase(std::ranges::unique(to).begin(), to.end());
  NoticeFacts facts{.what = plain_line(notice.what), .until = notice.until};
  if (notice.by_person) {
    facts.device = describe_user_agent(context.user_agent);
    facts.place = p_.places.find(context.address);
    facts.address_class = context.address_class;
  }
  boost::json::object payload{{"person", to_string(notice.person)},
                              {"kind", to_string(notice.kind)},
                              {"happened", number_of(context.received)},
                              {"facts", render_facts(facts)},
                              {"locale", person->locale.empty() ? "en" : person->locale},
                              {"to", boost::json::array(to.begin(), to.end())}};
  if (notice.authenticator) payload["authenticator"] = to_string(*notice.authenticator);
  if (!notice.cancel_path.empty()) payload["cancel"] = notice.cancel_path;
  if (is_repudiable(notice.kind))
    payload["token"] = codec::to_base64url(p_.random.bytes(kNoticeTokenBytes));
  const auto text = boost::json::serialize(payload);
  const auto id = make_uuid7(context.received, p_.random);
  std::vector<OutboxMessage> messages;
  messages.push_back({id, "notice",
                      p_.keys.get()->seal(crypto::kPurposeSecretBox, as_bytes(text),
                                          outbox_context(id), p_.random),
                      std::nullopt});
  co_return messages;
}

Task<Result<std::vector<OutboxMessage>>> NoticeDesk::deliver(const Uuid& id, BytesView payload) {
  const auto malformed = [] { return fail(Errc::invalid, "outbox.payload"); };
  const auto ring = p_.keys.get();
  const auto plain = ring->open(crypto::kPurposeSecretBox, payload, outbox_context(id));
  if (!plain) co_return std::unexpected(plain.error());
  const auto o = codec::parse_json_object(as_text(*plain));
  if (!o) co_return malformed();
  const auto person = parse_uuid(codec::text_of(*o, "person"));
  const auto kind = parse_notice_kind(codec::text_of(*o, "kind"));
  const auto happened = time_of(*o, "happened");
  const auto* to = o->if_contains("to");
  if (!person || !kind || !happened || to == nullptr || !to->is_array()) co_return malformed();
  std::vector<OutboxMessage> mails;
  const auto facts = codec::text_of(*o, "facts");
  auto box = co_await p_.box.seal(*person, box_name(id), facts);
  if (!box) co_return mails;  // erased meanwhile: nobody is left to be told
  const auto token = codec::text_of(*o, "token");
  NoticeRow row{.id = id,
                .person = *person,
                .kind = *kind,
                .happened = *happened,
                .facts = std::move(*box),
                .authenticator = parse_uuid(codec::text_of(*o, "authenticator"))};
  if (!token.empty()) {
    const auto hash = crypto::sha256(as_bytes(token));
    row.token_hash.assign(hash.begin(), hash.end());
    row.token_expires = *happened + kNoticeTokenLife;
  }
  co_await p_.store.add(row);
  const auto data = mail_data(*o, *kind, parse_facts(facts), *happened, p_);
  for (const auto& address : to->get_array()) {
    const boost::json::object mail{{"to", address},
                                   {"template", "notice"},
                                   {"locale", codec::text_of(*o, "locale")},
                                   {"data", data}};
    const auto text = boost::json::serialize(mail);
    const auto mail_id = make_uuid7(*happened, p_.random);
    mails.push_back(
        {mail_id, "mail",
         ring->seal(crypto::kPurposeSecretBox, as_bytes(text), outbox_context(mail_id), p_.random),
         std::nullopt});
  }
  co_return mails;
}

Task<std::vector<InboxItem>> NoticeDesk::list(const Uuid& person, std::optional<Uuid> before,
                                              int limit) {
  const auto rows = co_await p_.store.list(person, before, limit);
  std::vector<people::PersonBox::Named> boxes;
  for (const auto& row : rows) boxes.push_back({box_name(row.id), row.facts});
  const auto texts = co_await p_.box.open(person, boxes);
  std::vector<InboxItem> items;
  for (std::size_t i = 0; i < rows.size(); ++i) {
    auto facts = parse_facts(texts[i]);
    items.push_back({.id = rows[i].id,
                     .kind = rows[i].kind,
                     .happened = rows[i].happened,
                     .what = std::move(facts.what),
                     .device = std::move(facts.device),
                     .place = std::move(facts.place),
                     .address_class = std::move(facts.address_class),
                     .until = facts.until,
                     .read = rows[i].read.has_value(),
                     .repudiated = rows[i].repudiated.has_value()});
  }
  co_return items;
}

Task<int> NoticeDesk::count_unread(const Uuid& person) {
  return p_.store.count_unread(person);
}

Task<> NoticeDesk::mark_read(const Uuid& person, std::vector<Uuid> ids, TimePoint now) {
  return p_.store.mark_read(person, std::move(ids), now);
}

}  // namespace tessera::authn
