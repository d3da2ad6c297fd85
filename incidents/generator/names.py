"""Names for the people of the demo county, and numbers that no telephone can have.

A short list of our own: common surnames and given names put together by chance, so they are nobody's. A mobile number
never begins with 100, so a number made here reaches nobody.
"""

from random import Random

_SURNAMES = (
    "李王张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗梁宋郑谢韩唐冯于董程曹袁许傅沈曾彭吕苏卢"
    "蒋蔡丁魏薛叶阎余潘杜戴夏钟田任姜范方石姚谭廖邹熊金陆郝孔白崔康邱秦史顾侯邵孟龙万"
    "段雷钱汤尹黎易常武乔贺赖龚文苗原卫酒"
)
_FIRST = "建国志明秀丽海晓文玉红永新小俊立雪桂金银东西长安平振宏庆爱全福瑞思雨子佳"
_SECOND = (
    "华强军伟芳敏静燕玲娟涛磊超勇杰鹏宇刚辉平霞梅兰英萍丽娜洁琴云莲真环民林波斌生福祥成星光天达才胜学良海山"
)


def person(chance: Random) -> str:
    """A name of three characters."""
    return chance.choice(_SURNAMES) + chance.choice(_FIRST) + chance.choice(_SECOND)


def telephone(chance: Random) -> str:
    """Eleven digits of which no network has allotted the first three."""
    return f"100{chance.randrange(10**8):08d}"
