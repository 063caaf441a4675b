#include "store/postgres/lease_store.hpp"

#include "tests/support/backends.hpp"

namespace tessera::store::postgres {
namespace {

class LeaseTest : public test::Backends {
 protected:
  bool take(const Uuid& holder, Duration for_long) {
    return run([&] { return leases_.take("rotate", holder, for_long); });
  }
  Uuid first_ = make_uuid4(random);
  Uuid second_ = make_uuid4(random);
  LeaseStore leases_{pool()};
};

TEST_F(LeaseTest, OneHolderAtATime) {
  EXPECT_TRUE(take(first_, seconds{60}));
  EXPECT_FALSE(take(second_, seconds{60}));
  EXPECT_TRUE(take(first_, seconds{60})) << "its own is renewed";
  run([&] { return leases_.release("rotate", second_); });
  EXPECT_FALSE(take(second_, seconds{60})) << "nobody gives back another's";
  run([&] { return leases_.release("rotate", first_); });
  EXPECT_TRUE(take(second_, seconds{60}));
}

TEST_F(LeaseTest, AnExpiredOneIsFree) {
  EXPECT_TRUE(take(first_, seconds{60}));
  sql("update lease set until = clock_timestamp()");
  EXPECT_TRUE(take(second_, seconds{60}));
  EXPECT_FALSE(take(first_, seconds{60}));
}

}  // namespace
}  // namespace tessera::store::postgres
