#include <tessera/people/person_box.hpp>

#include <array>

#include <tessera/people/envelope.hpp>

namespace tessera::people {
namespace {

class StandardPersonBox final : public PersonBox {
 public:
  StandardPersonBox(PersonStore& store, crypto::KeyringHolder& keys, Random& random)
      : store_(store), keys_(keys), random_(random) {}

  Task<std::optional<Bytes>> seal(const Uuid& person, std::string_view name,
                                  std::string_view text) override {
    const auto key = co_await key_of(person);
    if (!key) co_return std::nullopt;
    co_return seal_value(*key, {"person", person}, name, text, random_);
  }

  Task<std::vector<std::string>> open(const Uuid& person, std::span<const Named> boxes) override {
    std::vector<std::string> texts(boxes.size());
    if (boxes.empty()) co_return texts;
    const auto key = co_await key_of(person);
    if (!key) co_return texts;
    for (std::size_t i = 0; i < boxes.size(); ++i)
      texts[i] = open_value(*key, {"person", person}, boxes[i].name, boxes[i].box);
    co_return texts;
  }

 private:
  Task<std::optional<Secret>> key_of(const Uuid& person) {
    // No attribute has this name: the key only.
    static const std::array<std::string, 1> kNothing{"-"};
    const auto sealed = co_await store_.load_attributes(person, kNothing);
    if (!sealed) co_return std::nullopt;
    co_return unwrap_data_key(sealed->wrapped_key, {"person", person}, *keys_.get());
  }

  PersonStore& store_;
  crypto::KeyringHolder& keys_;
  Random& random_;
};

}  // namespace

std::unique_ptr<PersonBox> make_person_box(PersonStore& store, crypto::KeyringHolder& keys,
                                           Random& random) {
  return std::make_unique<StandardPersonBox>(store, keys, random);
}

}  // namespace tessera::people
